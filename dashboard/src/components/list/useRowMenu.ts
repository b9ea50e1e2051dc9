import { ref, shallowRef } from 'vue'

/** The one menu of all rows: whose it is and where it stands, in viewport coordinates. */
export const useRowMenu = <Row>() => {
  const isOpen = ref(false)
  const row = shallowRef<Row | null>(null)
  const at = shallowRef({ x: 0, y: 0 })
  return {
    isOpen,
    row,
    at,
    open(of: Row, where: { x: number; y: number }) {
      row.value = of
      at.value = where
      isOpen.value = true
    },
  }
}
