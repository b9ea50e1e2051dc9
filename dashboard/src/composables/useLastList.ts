import { computed, inject, provide, shallowRef, watch, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import { useRoute, type RouteLocationRaw } from 'vue-router'

const lastListKey: InjectionKey<Readonly<Ref<string | null>>> = Symbol('lastList')

/** Remembers where the list of sessions was last, for as long as the caller lives: one sign-in. */
export const provideLastList = (): void => {
  const route = useRoute()
  const lastList = shallowRef<string | null>(null)
  watch(
    () => route.fullPath,
    (fullPath) => {
      if (route.name === 'sessions') lastList.value = fullPath
    },
    { immediate: true },
  )
  provide(lastListKey, lastList)
}

/** Back to the sessions as they were listed last, with filter, order and which of them. */
export const useLastList = (): ComputedRef<RouteLocationRaw> => {
  const lastList = inject(lastListKey, null)
  return computed(() => lastList?.value ?? { name: 'sessions' })
}
