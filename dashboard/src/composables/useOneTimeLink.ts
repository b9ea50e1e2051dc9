import { computed, type ComputedRef, shallowRef, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { LinkOwner, UsedLink } from '../api/linkCalls.ts'
import { lastSignIns } from '../api/lastSignIn.ts'
import { ApiError } from '../api/problem.ts'
import { useConnections } from '../connections.ts'
import { refusalWords } from './refusalWords.ts'

export type LinkState = 'checking' | 'dead' | { refusal: string } | { whose: LinkOwner }

export interface OneTimeLink {
  state: Readonly<ShallowRef<LinkState>>
  /** Whom the link was made for; null: it is not good, or nobody knows yet. */
  whose: ComputedRef<LinkOwner | null>
  /** Uses the link, then opens the sign-in with tenant and address filled in. */
  use: (send: () => Promise<UsedLink>) => Promise<void>
}

/** Takes the token out of the page's address at once: no history, screenshot or shared link keeps it. */
export const useLinkToken = (): string => {
  const route = useRoute()
  const token = route.hash.slice(1)
  void useRouter().replace({ path: route.path })
  return token
}

/** A link that was handed to a person: whose it is, and what came of using it. */
export const useOneTimeLink = (check: () => Promise<LinkOwner | null>): OneTimeLink => {
  const { memory } = useConnections()
  const router = useRouter()
  const state = shallowRef<LinkState>('checking')
  check().then(
    (whose) => (state.value = whose === null ? 'dead' : { whose }),
    (error: unknown) => (state.value = { refusal: refusalWords(error) }),
  )
  return {
    state,
    whose: computed(() => (typeof state.value === 'object' && 'whose' in state.value ? state.value.whose : null)),
    async use(send) {
      try {
        const { tenant, email } = await send()
        lastSignIns(memory).write({ tenant, email })
      } catch (error) {
        if (error instanceof ApiError && error.code === 'invalid-credentials') state.value = 'dead'
        throw error
      }
      await router.replace({ name: 'sign-in' })
    },
  }
}
