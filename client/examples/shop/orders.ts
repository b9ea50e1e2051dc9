import type { SessionClient } from 'rollcall-client'

export interface Order {
  id: number
  what: string
  table: number
}

/** The shop's own API asks who is calling; `fetch` of the client says so. */
export const readOrders = async (client: SessionClient): Promise<Order[]> => {
  const response = await client.fetch('/api/orders')
  if (!response.ok) throw new Error(`The orders could not be read: ${response.status}`)
  const { items } = (await response.json()) as { items: Order[] }
  return items
}
