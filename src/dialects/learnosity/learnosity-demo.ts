import { createConsumer } from '../../domain/access/consumers.ts'
import { listItemBanks } from '../../domain/item-bank/item-banks.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { DemoPart } from '../demo-part.ts'
import { CONSUMER_KEY_LENGTH } from './consumer-key.ts'

interface LearnosityAccess {
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly domain: string
}

interface PlacedLearnosityAccess extends LearnosityAccess {
  readonly organisationId: number
}

/** A consumer that may write to the academy's first item bank. */
export const learnosityDemo: DemoPart<LearnosityAccess, PlacedLearnosityAccess> = {
  access: ({ secret }) => ({
    consumerKey: secret('learnosity key').slice(0, CONSUMER_KEY_LENGTH),
    consumerSecret: secret('learnosity secret'),
    domain: 'localhost',
  }),

  async register(tx, by, { consumerKey, consumerSecret, domain }, { label, box }) {
    const bank = await firstBank(tx, by)
    await createConsumer(tx, by, {
      door: 'learnosity',
      label,
      key: consumerKey,
      sealedSecret: box.seal(consumerSecret),
      domains: [domain],
      banks: new Map(bank === undefined ? [] : [[bank.id, 'write']]),
      primaryBankId: bank?.id ?? null,
    })
  },

  async place(reader, by, access) {
    return { ...access, organisationId: (await firstBank(reader, by))?.id ?? 0 }
  },

  sheet: (baseUrl, access) => ({
    title: 'Learnosity Data API: sign a request, then get the last tags of the item bank',
    credentials: [
      ['consumer key', access.consumerKey],
      ['secret', access.consumerSecret],
      ['domain', access.domain],
    ],
    curl: `curl -s ${baseUrl}/latest/itembank/tagging/tags -d "$(${signedForm(access)})"`,
  }),
}

async function firstBank(reader: Reader, by: Principal) {
  const [bank] = await listItemBanks(reader, by)
  return bank
}

/** Prints a signed form, valid for three hours. */
function signedForm({ consumerKey, consumerSecret, domain }: LearnosityAccess): string {
  const script = [
    `const k="${consumerKey}",t=new Date().toISOString().replace(/[-:]/g,"").replace("T","-").slice(0,13)`,
    `r=JSON.stringify({limit:5}),h=require("crypto").createHmac("sha256","${consumerSecret}")`,
    `s="$02$"+h.update([k,"${domain}",t,r,"get"].join("_")).digest("hex")`,
    `p=JSON.stringify({consumer_key:k,domain:"${domain}",timestamp:t,signature:s})`,
  ]
  return `node -e '${script.join(',')};console.log(""+new URLSearchParams({security:p,request:r,action:"get"}))'`
}
