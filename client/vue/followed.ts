import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** What a function answers, as a ref that changes when it does; left alone when its component goes. */
export const followed = <Value>(
  subscribe: (listener: () => void) => () => void,
  read: () => Value,
): Readonly<ShallowRef<Value>> => {
  const stop = subscribe(() => {
    value.value = read()
  })
  // Read after the subscription, so that no change is missed.
  const value = shallowRef(read())
  onScopeDispose(stop)
  return value
}
