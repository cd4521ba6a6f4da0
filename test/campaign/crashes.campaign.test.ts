import { crashContract } from '../support/crash-contract.ts'
import { deliveryCrashContract } from '../support/delivery-crash-contract.ts'

// Servers and workers that are killed while they work. The short forms: test/acceptance/crash.test.ts, delivery-crash.test.ts.
const kills = Number(process.env.KILLS ?? 40)

crashContract(kills)
deliveryCrashContract({ events: 500 * kills, kills })
