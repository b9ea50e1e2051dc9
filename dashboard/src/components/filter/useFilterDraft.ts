import { computed, ref, watch, type Ref } from 'vue'
import { toChips } from '#events/filter/chips.ts'
import { openLast, removeTerm } from '#events/filter/edits.ts'
import type { FilterMistake } from '#events/filter/expression.ts'
import type { FilterFields } from '#events/filter/fields.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { completionsFor, isFirstMeant, mayGrow, type Completion, type KnownValue } from './completions.ts'
import { resolveDates } from './localDates.ts'

export interface FilterDraftOptions {
  /** The keys of the rows that the filter finds. */
  fields: () => FilterFields
  /** The filter in the page's address. */
  committed: Readonly<Ref<string>>
  commit: (filter: string) => void
  /** True where the rows are visible: each complete term is applied at once. Elsewhere the filter waits for Enter. */
  isLive: () => boolean
  known: (key: string) => readonly KnownValue[]
  now: () => number
  /** The page's time zone, in which dates are meant. */
  timeZone: () => string
}

/** The filter being typed: finished chips (`base`), the piece after them (`draft`), the mistake in it and completions. */
export const useFilterDraft = ({ fields, committed, commit, isLive, known, now, timeZone }: FilterDraftOptions) => {
  const base = ref('')
  const draft = ref('')
  const submitted = ref(false)
  /** Index of the completion that the arrow keys have chosen; -1: none. */
  const active = ref(-1)

  const whole = computed(() => [base.value, draft.value.trim()].filter((part) => part !== '').join(' '))
  const mistakeIn = (text: string): FilterMistake | null => {
    const parsed = parseFilter(text, { fields: fields(), now: now() })
    return parsed.ok ? null : parsed.mistake
  }
  const sources = () => ({ fields: fields(), known, now: now(), timeZone: timeZone() })
  const completions = computed(() => completionsFor(draft.value, sources()))
  const found = computed(() => (draft.value.trim() === '' ? null : mistakeIn(whole.value)))
  const mistake = computed(() => {
    const mayStillGrow = !submitted.value && (mayGrow(draft.value, completions.value) || draft.value.endsWith(','))
    return mayStillGrow ? null : found.value
  })

  /** Takes the filter of the address. If it cannot be read it is shown as text in the field, with its mistake. */
  const reset = () => {
    const unreadable = mistakeIn(committed.value) !== null
    base.value = unreadable ? '' : committed.value
    draft.value = unreadable ? committed.value : ''
    submitted.value = unreadable
    active.value = -1
  }
  const keep = (written: string) => {
    base.value = resolveDates(written, timeZone())
    draft.value = ''
    submitted.value = false
    active.value = -1
  }
  const settle = (filter: string) => {
    keep(filter)
    commit(base.value)
  }
  const submit = () => {
    submitted.value = true
    if (mistakeIn(whole.value) === null) settle(whole.value)
  }
  const type = (text: string) => {
    draft.value = text
    active.value = isFirstMeant(text, sources()) ? 0 : -1
    if (text.trim() === '') submitted.value = false
    // A space after a complete term makes it a chip.
    if (!/\S\s$/.test(text) || mistakeIn(whole.value) !== null) return
    if (isLive()) settle(whole.value)
    else keep(whole.value)
  }
  /** Takes a completion. After a key the person types its value; a complete term is submitted or followed by a space. */
  const take = ({ draft: taken, isOpen }: Completion, andSubmit: boolean) => {
    type(isOpen || andSubmit ? taken : `${taken} `)
    if (andSubmit && !isOpen) submit()
  }
  const reopen = () => {
    const { rest, piece } = openLast(base.value)
    base.value = rest
    draft.value = piece
  }
  const move = (by: number) => {
    const { length } = completions.value
    if (length > 0) active.value = (active.value + by + (active.value === -1 && by < 0 ? 1 : 0) + length) % length
  }
  watch(fields, reset)
  watch(committed, (filter) => (filter === base.value && draft.value === '' ? undefined : reset()), { immediate: true })

  return {
    draft,
    whole,
    active,
    mistake,
    completions,
    chips: computed(() => toChips(base.value)),
    isEmpty: computed(() => base.value === '' && draft.value === ''),
    type,
    submit,
    take,
    reopen,
    reset,
    move,
    /** Lets go of the chosen completion: what was typed is meant. */
    leaveOffers() {
      active.value = -1
    },
    remove: (offset: number) => settle(removeTerm(base.value, offset)),
    clear: () => settle(''),
    /** Turns one chip into text to edit; the others stay. */
    edit(offset: number, text: string) {
      base.value = removeTerm(base.value, offset)
      draft.value = text
    },
  }
}
