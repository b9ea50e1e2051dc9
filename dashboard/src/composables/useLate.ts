import { onScopeDispose, ref, type Ref } from 'vue'

/** True once 200 ms have passed: what is faster needs no skeleton. */
export const useLate = (afterMs = 200): Readonly<Ref<boolean>> => {
  const isLate = ref(false)
  const timer = setTimeout(() => {
    isLate.value = true
  }, afterMs)
  onScopeDispose(() => clearTimeout(timer))
  return isLate
}
