import { crashContract } from '../support/crash-contract.ts'

// Five times as often: `npm run campaign -- crashes`.
crashContract(8)
