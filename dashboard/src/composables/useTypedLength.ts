import { ref, watch, type Ref } from 'vue'

/** Seconds of each unit. */
export const lengthUnits = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const
export type LengthUnit = keyof typeof lengthUnits

/** 24 hours stay 24 hours for who thinks in hours; a day is chosen only from two on. */
const unitOf = (seconds: number): LengthUnit => {
  if (seconds === lengthUnits.days) return 'hours'
  return (['days', 'hours', 'minutes'] as const).find((unit) => seconds % lengthUnits[unit] === 0) ?? 'seconds'
}

/** A length of time as somebody types it: a number and its unit. `empty`: what a field without a number stands for. */
export const useTypedLength = <Absent extends null | undefined>(
  seconds: Ref<number | Absent>,
  empty: number | Absent,
) => {
  const unit = ref<LengthUnit>('hours')
  /** Vue makes a number of what is typed into a field of numbers. */
  const typed = ref<number | ''>('')
  watch(
    seconds,
    (value) => {
      if (value === null || value === undefined) return void (typed.value = '')
      if (typed.value !== '' && typed.value * lengthUnits[unit.value] === value) return
      unit.value = unitOf(value)
      typed.value = value / lengthUnits[unit.value]
    },
    { immediate: true },
  )
  const tell = () => {
    seconds.value = typed.value === '' ? empty : Math.round(typed.value * lengthUnits[unit.value])
  }
  return { unit, typed, tell }
}
