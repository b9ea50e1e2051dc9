import { computed, nextTick, ref } from 'vue'
import { passkeysWork, showPasskey } from '#client/secondFactor/passkeys.ts'
import type { RequiredFactor, ShownFactor } from '#client/secondFactor/requiredFactor.ts'
import type { SecondProof } from '#events/wire/factors.ts'
import { proofRefusal } from '../components/signIn/proveFactor.ts'
import { useChallenge } from './useChallenge.ts'
import { useFirstField } from './useFirstField.ts'
import { useSubmit } from './useSubmit.ts'

/** A form that asks for one of somebody's second factors. `over`: it has to begin again, and why; empty: nobody needs to be told. */
export const useFactorProof = (
  required: () => RequiredFactor,
  { prove, over }: { prove: (proof: ShownFactor) => Promise<void>; over: (why: string) => void },
) => {
  const { left } = useChallenge(
    () => required().expiresAt,
    () => over('That took too long. Type your password again.'),
  )
  const methods = computed(() => required().methods.filter((method) => method !== 'webauthn' || passkeysWork()))
  const method = ref<SecondProof>(methods.value[0] ?? 'recovery')
  const others = computed(() => methods.value.filter((other) => other !== method.value))
  const code = ref('')
  /** What was wrong with the proof. */
  const wrong = ref('')
  /** What else went wrong with the way that is shown. */
  const problem = ref('')

  const shown = async (): Promise<ShownFactor> => {
    const { challenge, webauthn } = required()
    if (method.value !== 'webauthn') return { challenge, method: method.value, code: code.value }
    return { challenge, method: 'webauthn', response: await showPasskey(webauthn ?? { challenge }) }
  }
  const { form, focusFirst } = useFirstField()
  const { run, isBusy, refusal } = useSubmit(async () => {
    wrong.value = ''
    try {
      await prove(await shown())
    } catch (error) {
      const refused = proofRefusal(error, method.value)
      if (refused === null) throw error
      if (refused.kind === 'over') over(refused.why)
      else wrong.value = refused.why
    }
  })
  const send = async () => {
    await run()
    code.value = ''
    problem.value = refusal.value
    if (wrong.value !== '' || problem.value !== '') await focusFirst()
  }
  const change = async (to: SecondProof) => {
    method.value = to
    code.value = ''
    wrong.value = ''
    problem.value = ''
    await nextTick()
    await focusFirst()
  }
  return { form, method, others, code, wrong, problem, left, isBusy, send, change }
}
