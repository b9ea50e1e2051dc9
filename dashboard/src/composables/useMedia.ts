import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Follows a media query. */
export const useMedia = (query: string): Readonly<Ref<boolean>> => {
  const list = matchMedia(query)
  const matches = ref(list.matches)
  const follow = () => {
    matches.value = list.matches
  }
  list.addEventListener('change', follow)
  onScopeDispose(() => list.removeEventListener('change', follow))
  return readonly(matches)
}

/** Rows become cards, dialogs sheets. */
export const usePhone = (): Readonly<Ref<boolean>> => useMedia('(max-width: 760px)')
