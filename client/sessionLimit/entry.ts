/** `rollcall-client/session-limit`: for a sign-in that would be one session too many. */
export { endAndSignIn, reachedLimit, type ReachedLimit } from './reachedLimit.ts'
