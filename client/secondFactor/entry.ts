/** `rollcall-client/second-factor`: codes of an app, recovery codes and passkeys, after a password or in its place. */
export {
  completeSecondFactor,
  reauthenticateWithFactor,
  requiredFactor,
  type FactorGrant,
  type FactorProof,
  type RequiredFactor,
  type ShownFactor,
} from './requiredFactor.ts'
export { enrolAtSignIn, type BegunTotp, type EnrolledFactor } from './enrolAtSignIn.ts'
export { reauthenticateWithPasskey } from './reauthenticateWithPasskey.ts'
export { signInWithPasskey, type PasskeySignIn } from './passkeySignIn.ts'
export { canSuggestPasskeys, makePasskey, passkeysWork, showPasskey } from './passkeys.ts'
export { PasskeyError, type PasskeyRefusal } from './passkeyError.ts'
export type { MadePasskey, PasskeyOptions, ShownPasskey } from './passkeyShapes.ts'
