import { computed, type Ref, ref, toRaw, watch } from 'vue'
import { type Policy, policySchema } from '#events/tenant/policy/sections.ts'
import { policyChanges, type SomeRules } from '#events/text/policy/policyChanges.ts'
import type { PolicyRule } from '#events/text/policy/policyRules.ts'
import type { PolicyInForce } from '../../api/policyCalls.ts'
import { mergedPolicy } from './mergedPolicy.ts'
import { ruleTexts } from './ruleTexts.ts'

const copyOf = (policy: Policy): Policy => structuredClone(policy)

/** What somebody makes of the policy before they save it. It outlasts a newer version that is read meanwhile. */
export const usePolicyDraft = (inForce: Readonly<Ref<PolicyInForce | null>>) => {
  const draft = ref<Policy | null>(null)
  watch(
    inForce,
    (now, before) => {
      if (now === null) return
      const mine = draft.value
      draft.value =
        mine === null || !before ? copyOf(now.policy) : mergedPolicy(before.policy, copyOf(now.policy), toRaw(mine))
    },
    { immediate: true, flush: 'sync' },
  )
  const changes = computed(() =>
    inForce.value === null || draft.value === null ? [] : policyChanges(inForce.value.policy, draft.value),
  )
  const changedRules = computed(() => new Set<PolicyRule>(changes.value.map(({ rule }) => rule)))
  /** Why the draft cannot be a policy; empty: it can. */
  const mistake = computed(() => {
    if (draft.value === null || policySchema.safeParse(draft.value).success) return ''
    return `Something cannot be taken yet: ${changes.value.map(({ rule }) => ruleTexts[rule].title).join(', ')}.`
  })
  return {
    draft,
    changes,
    changedRules,
    mistake,
    discard: () => {
      if (inForce.value !== null) draft.value = copyOf(inForce.value.policy)
    },
    /** Puts whole sections in place of what is there. */
    take: (sections: SomeRules) => {
      if (draft.value !== null) draft.value = { ...toRaw(draft.value), ...structuredClone(sections) } as Policy
    },
  }
}
export type PolicyDraft = ReturnType<typeof usePolicyDraft>
