import { deliveryCrashContract } from '../support/delivery-crash-contract.ts'

// Five times as many: `npm run campaign -- crashes`.
deliveryCrashContract({ events: 4_000, kills: 8 })
