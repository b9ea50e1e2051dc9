import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue'

/** Pixels across inside an element, without its scroll bar; null until it is drawn. */
export const useWidth = (element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number | null>> => {
  const width = shallowRef<number | null>(null)
  const observer = new ResizeObserver(() => {
    width.value = element.value?.clientWidth ?? null
  })
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now === null) return
      // Set before the first paint, because the observer reports only after it.
      width.value = now.clientWidth
      observer.observe(now)
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => observer.disconnect())
  return readonly(width)
}
