import { computed, onMounted, ref, type ShallowRef } from 'vue'

/** As the server takes it: without an empty message. */
export interface Because {
  reason: string
  message?: string
}

/** What is written to act on somebody: a reason, and a message to whom it hits. The field of the reason takes the focus. */
export const useReason = (field: Readonly<ShallowRef<{ focus: () => void } | null>>) => {
  const reason = ref('')
  const message = ref('')
  onMounted(() => field.value?.focus())
  return {
    reason,
    message,
    /** Why nothing can be sent yet; empty: it can. */
    whyNot: computed(() => (reason.value.trim() === '' ? 'Give a reason.' : '')),
    focus: () => field.value?.focus(),
    because: (): Because => ({
      reason: reason.value,
      ...(message.value.trim() === '' ? {} : { message: message.value }),
    }),
  }
}
