import { computed, onMounted, ref, type ShallowRef } from 'vue'

/** What is written to act on somebody: a reason, and a message to whom it hits. The field of the reason takes the focus. */
export const useReason = (field: Readonly<ShallowRef<{ focus: () => void } | null>>) => {
  const reason = ref('')
  const message = ref('')
  onMounted(() => field.value?.focus())
  return {
    reason,
    message,
    isGiven: computed(() => reason.value.trim() !== ''),
    /** As the server takes it: without an empty message. */
    because: () => ({ reason: reason.value, ...(message.value.trim() === '' ? {} : { message: message.value }) }),
  }
}
