import { Metadata, type status } from '@grpc/grpc-js'
import type { BookedEvent } from './eventBook.ts'
import { ReadResp, StreamIdentifier, UUID } from './messages.ts'

export const streamIdentifier = (name: string) =>
  new StreamIdentifier().setStreamName(Buffer.from(name).toString('base64'))
export const nameOf = (identifier: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8')

/** A status other than OK, with its trailers, as grpc-js takes it. */
export interface Failure {
  code: status
  details: string
  metadata: Metadata
}
export const failure = (code: status, details: string, trailers: Record<string, string> = {}): Failure => {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return { code, details, metadata }
}
export const failureOfHandler = (): Failure => failure(2, 'Exception was thrown by handler.')
export const streamDeleted = (stream: string): Failure =>
  failure(9, `Event stream '${stream}' is deleted.`, { exception: 'stream-deleted', 'stream-name': stream })

export const eventAnswer = (event: BookedEvent) => {
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(new UUID().setString(event.id))
    .setStreamIdentifier(streamIdentifier(event.stream))
    .setStreamRevision(`${event.revision}`)
    .setPreparePosition(`${event.position}`)
    .setCommitPosition(`${event.position}`)
    .setCustomMetadata(event.metadata)
    .setData(event.data)
  recorded.getMetadataMap().set('content-type', event.contentType).set('created', event.created).set('type', event.type)
  return new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(`${event.position}`))
}
export const confirmation = (subscriptionId: string) =>
  new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId))
export const caughtUp = () => new ReadResp().setCaughtUp(new ReadResp.CaughtUp())
export const checkpoint = (commit: number, prepare: number) =>
  new ReadResp().setCheckpoint(
    new ReadResp.Checkpoint().setCommitPosition(`${commit}`).setPreparePosition(`${prepare}`),
  )
export const streamNotFound = (name: string) =>
  new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(name)))
