import { rollingRestart } from '../../contracts/rollingRestart.ts'

rollingRestart('the store’s tail', () => ({}))
