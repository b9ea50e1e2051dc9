/** `rollcall-client/reauthenticate`: for what asks for a recent proof of who somebody is. */
export { reauthenticate, type Proof } from './reauthenticate.ts'
export { proofWanted, type ProofWanted } from './proofWanted.ts'
