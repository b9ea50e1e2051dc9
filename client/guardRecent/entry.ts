/** `rollcall-client/guard/recent`: for routes of an API that want a recent proof of who somebody is. */
export { requireRecent, type WantedProof } from './requireRecent.ts'
