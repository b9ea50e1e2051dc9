interface Connected {
  data: { caller: { tenantId: string } }
}

/** How many of these connections each tenant has. */
export const countByTenant = (connections: Iterable<Connected>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { data } of connections) counts.set(data.caller.tenantId, (counts.get(data.caller.tenantId) ?? 0) + 1)
  return counts
}
