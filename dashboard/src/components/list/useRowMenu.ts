import { ref, shallowRef } from 'vue'
import type { SessionRow } from '#events/live/rows.ts'

/** The one menu of all rows: whose it is and where it stands, in viewport coordinates. */
export const useRowMenu = () => {
  const isOpen = ref(false)
  const row = shallowRef<SessionRow | null>(null)
  const at = shallowRef({ x: 0, y: 0 })
  const open = (of: SessionRow, x: number, y: number) => {
    row.value = of
    at.value = { x, y }
    isOpen.value = true
  }
  return {
    isOpen,
    row,
    at,
    openAt: ({ clientX, clientY }: MouseEvent, of: SessionRow) => open(of, clientX, clientY),
    openUnder(element: Element, of: SessionRow) {
      const { left, bottom } = element.getBoundingClientRect()
      open(of, left + 60, bottom)
    },
  }
}
