import type { Store } from '../../domain/store.ts'
import type { SpanStart, Tracer } from '../../lib/telemetry.ts'

/** The same store; each read and write within a request is a span of its trace. */
export function tracedStore(store: Store, tracer: Tracer, engine: 'sqlite' | 'postgres'): Store {
  const attributes = { 'db.system.name': engine === 'sqlite' ? 'sqlite' : 'postgresql' }
  const span = (name: string): SpanStart => ({ name, kind: 'internal', attributes })
  const [read, lookUp, write] = [span('store read'), span('store look-up'), span('store write')]
  return {
    read: (work) => tracer.part(read, () => store.read(work)),
    readLong: (work) => tracer.part(read, () => store.readLong(work)),
    lookUp: (work) => tracer.part(lookUp, () => store.lookUp(work)),
    write: (work) => tracer.part(write, () => store.write(work)),
    writeOne: (work) => tracer.part(write, () => store.writeOne(work)),
    writePast: (work) => tracer.part(write, () => store.writePast(work)),
    listCategoriesAsJson: (...part) => store.listCategoriesAsJson(...part),
    listTagNamesAsJson: (...part) => store.listTagNamesAsJson(...part),
    onOutbox: (listener) => store.onOutbox(listener),
    findSharedTime: () => store.findSharedTime(),
    measure: () => store.measure(),
    ping: () => store.ping(),
    probe: () => store.probe(),
    close: () => store.close(),
  }
}
