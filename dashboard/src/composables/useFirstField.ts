import { nextTick, onMounted, ref, type Ref } from 'vue'

/** Where typing should go on: a field with a mistake, else the first empty one. */
const fieldToFill = (form: HTMLElement): HTMLInputElement | undefined => {
  const fields = [...form.querySelectorAll<HTMLInputElement>('input:not([hidden])')]
  return (
    fields.find((field) => field.getAttribute('aria-invalid') === 'true') ?? fields.find((field) => field.value === '')
  )
}

/** A form that takes the keyboard when it appears, and again when told to. */
export const useFirstField = (): { form: Ref<HTMLElement | undefined>; focusFirst: () => Promise<void> } => {
  const form = ref<HTMLElement>()
  const focusFirst = async () => {
    await nextTick()
    if (form.value !== undefined) fieldToFill(form.value)?.focus()
  }
  onMounted(focusFirst)
  return { form, focusFirst }
}
