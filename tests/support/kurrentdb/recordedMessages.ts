import googleTimestamp from 'google-protobuf/google/protobuf/timestamp_pb.js'
import { streamIdentifier } from './answers.ts'
import { AppendReq, BatchAppendReq, DeleteReq, Empty, ReadReq, TombstoneReq, UUID } from './messages.ts'

/** A message as the recordings have it. */
export type Plain = { [field: string]: Plain } | Plain[] | string | number | boolean
type Fields = Record<string, Plain | undefined>

interface Message {
  toObject(): Record<string, unknown>
}
const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'toObject' in value
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
const call = (message: Message, method: string): unknown => {
  const found: unknown = Reflect.get(message, method)
  return typeof found === 'function' ? (found.call(message) as unknown) : undefined
}

/** Printable bytes as text, others in base64, as in the recordings. */
const textOf = (bytes: Uint8Array): string => {
  const text = Buffer.from(bytes).toString('utf8')
  return /^[\x20-\x7e]*$/.test(text) ? text : `base64:${Buffer.from(bytes).toString('base64')}`
}
const bytesFields = new Set(['data', 'customMetadata', 'streamName', 'value'])

const plainField = (message: Message, field: string): Plain | undefined => {
  if (call(message, `has${capital(field)}`) === false) return undefined
  if (bytesFields.has(field)) return textOf(call(message, `get${capital(field)}_asU8`) as Uint8Array)
  const value = call(message, `get${capital(field)}`)
  if (field.endsWith('Map'))
    return (value as { getEntryList(): [string, string][] })
      .getEntryList()
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.map((each) => (isMessage(each) ? plainOf(each) : each))
  return isMessage(value) ? plainOf(value) : (value as Plain | undefined)
}

/** A message without what is not set, in the form of the recordings. */
export const plainOf = (message: Message): Plain =>
  Object.fromEntries(
    Object.keys(message.toObject()).flatMap((field) => {
      const value = plainField(message, field)
      return value === undefined ? [] : [[field, value]]
    }),
  )

const fieldsOf = (value: Plain | undefined): Fields => (value ?? {}) as Fields
const textIn = (value: Plain | undefined): string => (typeof value === 'string' ? value : '')

/** Base64 of bytes in the recordings' form; of very long ones only the length is known. */
const bytesIn = (value: Plain | undefined): string => {
  const text = textIn(value)
  const length = /^base64\((\d+) bytes\)$/.exec(text)?.[1]
  if (length !== undefined) return Buffer.alloc(Number(length)).toString('base64')
  return text.startsWith('base64:') ? text.slice(7) : Buffer.from(text).toString('base64')
}
const nameIn = (options: Fields): string => textIn(fieldsOf(options['streamIdentifier'])['streamName'])

const proposed = <Target extends AppendMessage>(target: Target, message: Fields): Target => {
  target.setId(new UUID().setString(textIn(fieldsOf(message['id'])['string'])))
  target.setCustomMetadata(bytesIn(message['customMetadata']))
  target.setData(bytesIn(message['data']))
  for (const [name, value] of message['metadataMap'] as [string, string][]) target.getMetadataMap().set(name, value)
  return target
}
type AppendMessage =
  InstanceType<typeof AppendReq.ProposedMessage> | InstanceType<typeof BatchAppendReq.ProposedMessage>

const append = (message: Fields) => {
  const request = new AppendReq()
  if (message['proposedMessage'] !== undefined)
    return request.setProposedMessage(proposed(new AppendReq.ProposedMessage(), fieldsOf(message['proposedMessage'])))
  const given = fieldsOf(message['options'])
  const options = new AppendReq.Options().setStreamIdentifier(streamIdentifier(nameIn(given)))
  if (given['revision'] !== undefined) options.setRevision(textIn(given['revision']))
  if (given['noStream'] !== undefined) options.setNoStream(new Empty())
  if (given['any'] !== undefined) options.setAny(new Empty())
  return request.setOptions(options)
}

const batchAppend = (message: Fields) => {
  const request = new BatchAppendReq()
    .setCorrelationId(new UUID().setString(textIn(fieldsOf(message['correlationId'])['string'])))
    .setIsFinal(message['isFinal'] === true)
    .setProposedMessagesList(
      ((message['proposedMessagesList'] ?? []) as Fields[]).map((each) =>
        proposed(new BatchAppendReq.ProposedMessage(), each),
      ),
    )
  if (message['options'] === undefined) return request
  const given = fieldsOf(message['options'])
  const options = new BatchAppendReq.Options()
    .setStreamIdentifier(streamIdentifier(nameIn(given)))
    .setDeadline(googleTimestamp.Timestamp.fromDate(new Date(Date.now() + 10_000)))
  if (given['streamPosition'] !== undefined) options.setStreamPosition(textIn(given['streamPosition']))
  if (given['noStream'] !== undefined) options.setNoStream(new Empty())
  if (given['any'] !== undefined) options.setAny(new Empty())
  if (given['streamExists'] !== undefined) options.setStreamExists(new Empty())
  return request.setOptions(options)
}

const filterOf = (given: Fields) => {
  const expression = new ReadReq.Options.FilterOptions.Expression()
  const wanted = fieldsOf(given['streamIdentifier'] ?? given['eventType'])
  if (wanted['regex'] !== undefined) expression.setRegex(textIn(wanted['regex']))
  expression.setPrefixList((wanted['prefixList'] ?? []) as string[])
  const filter = new ReadReq.Options.FilterOptions().setCheckpointintervalmultiplier(
    Number(given['checkpointintervalmultiplier']),
  )
  if (given['max'] === undefined) filter.setCount(new Empty())
  else filter.setMax(Number(given['max']))
  return given['streamIdentifier'] === undefined
    ? filter.setEventType(expression)
    : filter.setStreamIdentifier(expression)
}

const streamOf = (given: Fields) => {
  const stream = new ReadReq.Options.StreamOptions().setStreamIdentifier(streamIdentifier(nameIn(given)))
  if (given['start'] !== undefined) return stream.setStart(new Empty())
  return given['end'] === undefined ? stream.setRevision(textIn(given['revision'])) : stream.setEnd(new Empty())
}

const allOf = (given: Fields, positionOf: (recorded: string) => string) => {
  const all = new ReadReq.Options.AllOptions()
  if (given['start'] !== undefined) return all.setStart(new Empty())
  if (given['end'] !== undefined) return all.setEnd(new Empty())
  const { commitPosition, preparePosition } = fieldsOf(given['position'])
  return all.setPosition(
    new ReadReq.Options.Position()
      .setCommitPosition(positionOf(textIn(commitPosition)))
      .setPreparePosition(positionOf(textIn(preparePosition))),
  )
}

const read = (message: Fields, positionOf: (recorded: string) => string) => {
  const given = fieldsOf(message['options'])
  const options = new ReadReq.Options()
    .setReadDirection(given['readDirection'] === 1 ? 1 : 0)
    .setUuidOption(new ReadReq.Options.UUIDOption().setString(new Empty()))
  if (given['stream'] !== undefined) options.setStream(streamOf(fieldsOf(given['stream'])))
  if (given['all'] !== undefined) options.setAll(allOf(fieldsOf(given['all']), positionOf))
  if (given['count'] !== undefined) options.setCount(textIn(given['count']))
  if (given['subscription'] !== undefined) options.setSubscription(new ReadReq.Options.SubscriptionOptions())
  if (given['filter'] === undefined) options.setNoFilter(new Empty())
  else options.setFilter(filterOf(fieldsOf(given['filter'])))
  return new ReadReq().setOptions(options)
}

const deletion = (message: Fields) => {
  const given = fieldsOf(message['options'])
  const options = new DeleteReq.Options().setStreamIdentifier(streamIdentifier(nameIn(given)))
  return new DeleteReq().setOptions(
    given['any'] === undefined ? options.setRevision(textIn(given['revision'])) : options.setAny(new Empty()),
  )
}
const tombstoning = (message: Fields) =>
  new TombstoneReq().setOptions(
    new TombstoneReq.Options()
      .setStreamIdentifier(streamIdentifier(nameIn(fieldsOf(message['options']))))
      .setAny(new Empty()),
  )

/** The recorded request as a message; positions, which differ from log to log, are translated. */
export const requestOf = (rpc: string, message: Plain, positionOf: (recorded: string) => string) => {
  const fields = fieldsOf(message)
  switch (rpc) {
    case 'Append':
      return append(fields)
    case 'BatchAppend':
      return batchAppend(fields)
    case 'Read':
      return read(fields, positionOf)
    case 'Delete':
      return deletion(fields)
    case 'Tombstone':
      return tombstoning(fields)
    default:
      return new Empty()
  }
}
