import { onMounted, onScopeDispose } from 'vue'
import { PasskeyError } from '#client/secondFactor/passkeyError.ts'
import { passkeyChallenge, type PasskeySignIn } from '#client/secondFactor/passkeySignIn.ts'
import { canSuggestPasskeys, showPasskey } from '#client/secondFactor/passkeys.ts'
import { ApiError } from '../api/problem.ts'
import { useConnections } from '../connections.ts'

export type ChosenPasskey = Pick<PasskeySignIn, 'challenge' | 'response'>

/** Less than a challenge is good. */
const renewMs = 4 * 60_000

/**
 * Has the browser offer passkeys among what it fills into the field with `autocomplete="username webauthn"`, while the form is shown.
 * Nobody has to choose one.
 */
export const useSuggestedPasskey = (tenant: () => string, chosen: (passkey: ChosenPasskey) => void) => {
  const { session } = useConnections()
  let waiting: AbortController | null = null
  const wait = async (signal: AbortSignal): Promise<void> => {
    if (tenant() === '' || !(await canSuggestPasskeys())) return
    const { challenge, options } = await passkeyChallenge(session, tenant())
    if (options === null || signal.aborted) return
    chosen({ challenge, response: await showPasskey(options, { isSuggested: true, signal }) })
  }
  /** A browser takes one request at a time. */
  const stop = (): void => {
    waiting?.abort()
    waiting = null
  }
  const offer = async (): Promise<void> => {
    stop()
    waiting = new AbortController()
    try {
      await wait(waiting.signal)
    } catch (error) {
      // The button asks for the same, and says what is wrong.
      if (!(error instanceof PasskeyError || error instanceof ApiError)) throw error
    }
  }
  onMounted(offer)
  const renewal = setInterval(() => void (waiting !== null && offer()), renewMs)
  onScopeDispose(() => {
    clearInterval(renewal)
    stop()
  })
  return { offer, stop }
}
