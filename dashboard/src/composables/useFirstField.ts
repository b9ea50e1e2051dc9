import { nextTick, onMounted, ref, type Ref } from 'vue'

/** Where to go on: a field with a mistake, else the first empty one; the button of a form where nothing is typed. */
const placeToGoOn = (form: HTMLElement): HTMLElement | null | undefined => {
  const fields = [...form.querySelectorAll<HTMLInputElement>('input:not([hidden])')]
  if (fields.every(({ type }) => type === 'checkbox')) return form.querySelector<HTMLElement>('button[type=submit]')
  return (
    fields.find((field) => field.getAttribute('aria-invalid') === 'true') ?? fields.find((field) => field.value === '')
  )
}

/** A form that takes the keyboard when it appears, and again when told to. */
export const useFirstField = (): { form: Ref<HTMLElement | undefined>; focusFirst: () => Promise<void> } => {
  const form = ref<HTMLElement>()
  const focusFirst = async () => {
    await nextTick()
    if (form.value !== undefined) placeToGoOn(form.value)?.focus()
  }
  onMounted(focusFirst)
  return { form, focusFirst }
}
