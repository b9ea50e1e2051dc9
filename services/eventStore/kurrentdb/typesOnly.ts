import type { EventStoreDBClient } from '@eventstore/db-client'
import sharedMessages from '@eventstore/db-client/generated/shared_pb.js'
import streamMessages from '@eventstore/db-client/generated/streams_pb.js'

const { Empty } = sharedMessages
const { Options } = streamMessages.ReadReq
const { FilterOptions } = Options

type ReadReq = InstanceType<typeof streamMessages.ReadReq>

const filterOf = (types: readonly string[]): InstanceType<typeof FilterOptions> => {
  const expression = new FilterOptions.Expression()
  expression.setPrefixList([...types])
  const filter = new FilterOptions()
  filter.setEventType(expression)
  // The server goes on to the end of its log or of the count, in windows of its own size; checkpoints are for subscriptions.
  filter.setCount(new Empty())
  filter.setCheckpointintervalmultiplier(1)
  return filter
}

interface Reading {
  read: (request: ReadReq, ...rest: unknown[]) => unknown
}
/** How the client makes a call that streams. */
type Creator = (Client: unknown, name: string, make: (calls: Reading) => unknown) => unknown

/**
 * The same client, whose reads of the whole log bring only events whose types begin with one of these names. The server has known
 * the filter for reads as long as for subscriptions; the client never learnt to send it (nor its successor), so it is put into the
 * request on its way.
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
