import type { EventStoreDBClient } from '@eventstore/db-client'
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { clientMessages } from './clientLibrary.ts'

const filterOf = (types: readonly string[]) => {
  const { shared, streams } = clientMessages()
  const { FilterOptions } = streams.ReadReq.Options
  const expression = new FilterOptions.Expression()
  expression.setPrefixList([...types])
  const filter = new FilterOptions()
  filter.setEventType(expression)
  // The read ends at the end of the log or at its own count, so the filter gets no limit. The interval matters only for
  // subscriptions.
  filter.setCount(new shared.Empty())
  filter.setCheckpointintervalmultiplier(1)
  return filter
}

interface Reading {
  read: (request: ReadReq, ...rest: unknown[]) => unknown
}
/** How the client makes a call that streams. */
type Creator = (Client: unknown, name: string, make: (calls: Reading) => unknown) => unknown

/**
 * Answers the same client, but its reads of the whole log bring only events whose types begin with one of these names.
 * The server supports this filter for reads, but neither this client nor its successor can send it; so this code adds
 * it to each request.
 */
export const withTypes = (client: EventStoreDBClient, types: readonly string[]): EventStoreDBClient => {
  const { GRPCStreamCreator: create } = client as unknown as { GRPCStreamCreator: Creator }
  const filtered: Creator = (Client, name, make) =>
    create(Client, name, (calls) =>
      make({
        read(request, ...rest) {
          request.getOptions()?.setFilter(filterOf(types))
          return calls.read(request, ...rest)
        },
      }),
    )
  return Object.assign(Object.create(client) as EventStoreDBClient, { GRPCStreamCreator: filtered })
}
