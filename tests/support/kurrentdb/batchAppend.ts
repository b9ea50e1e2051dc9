import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js'
import googleAny from 'google-protobuf/google/protobuf/any_pb.js'
import googleEmpty from 'google-protobuf/google/protobuf/empty_pb.js'
import { nameOf, streamIdentifier } from './answers.ts'
import { type Append, type Appending, decide, type Decided, unanswered } from './appendRpcs.ts'
import type { Expected } from './judgeAppend.ts'
import {
  AllStreamPosition,
  BadRequest,
  type BatchAppendReq,
  BatchAppendResp,
  MaximumAppendSizeExceeded,
  Status,
  StreamDeleted,
  Timeout,
  UUID,
  WrongExpectedVersion,
} from './messages.ts'

type Request = InstanceType<typeof BatchAppendReq>
type Response = InstanceType<typeof BatchAppendResp>
type Options = NonNullable<ReturnType<Request['getOptions']>>

const expectedOf = (options: Options): Expected => {
  if (options.hasNoStream()) return 'noStream'
  if (options.hasStreamExists()) return 'streamExists'
  return options.hasAny() ? 'any' : Number(options.getStreamPosition())
}
const eventsOf = (request: Request): Append['events'] =>
  request.getProposedMessagesList().map((proposed) => ({
    id: proposed.getId()?.getString() ?? '',
    type: proposed.getMetadataMap().get('type') ?? '',
    contentType: proposed.getMetadataMap().get('content-type') ?? '',
    metadata: proposed.getCustomMetadata_asB64(),
    data: proposed.getData_asB64(),
  }))

const wrongVersion = (expected: Expected, actual: number | null) => {
  const wrong = new WrongExpectedVersion()
  if (actual === null) wrong.setCurrentNoStream(new googleEmpty.Empty())
  else wrong.setCurrentStreamRevision(`${actual}`)
  if (typeof expected === 'number') wrong.setExpectedStreamPosition(`${expected}`)
  else if (expected === 'noStream') wrong.setExpectedNoStream(new googleEmpty.Empty())
  else if (expected === 'any') wrong.setExpectedAny(new googleEmpty.Empty())
  else wrong.setExpectedStreamExists(new googleEmpty.Empty())
  return wrong
}

const errorAnswer = (code: number, name: string, details: { serializeBinary(): Uint8Array }): Response => {
  const any = new googleAny.Any()
  any.pack(details.serializeBinary(), `event_store.client.${name}`)
  return new BatchAppendResp().setError(new Status().setCode(code).setMessage(name).setDetails(any))
}

const answerOf = (decided: Decided, { expected, stream }: Append): Response => {
  switch (decided.verdict) {
    case 'wrong':
      return errorAnswer(6, 'WrongExpectedVersion', wrongVersion(expected, decided.actual))
    case 'deleted':
      return errorAnswer(5, 'StreamDeleted', new StreamDeleted().setStreamIdentifier(streamIdentifier(stream)))
    case 'tooLarge':
      return errorAnswer(
        3,
        'MaximumAppendSizeExceeded',
        new MaximumAppendSizeExceeded().setMaxappendsize(decided.maximum),
      )
    case 'bad':
      return errorAnswer(3, 'BadRequest', new BadRequest().setMessage('Unrecognized Guid format.'))
    case 'notReady':
      return errorAnswer(14, 'Server Is Not Ready', new Timeout())
    case 'stored': {
      const position = `${decided.position}`
      const success = new BatchAppendResp.Success().setPosition(
        new AllStreamPosition().setCommitPosition(position).setPreparePosition(position),
      )
      if (decided.revision === null) success.setNoStream(new googleEmpty.Empty())
      else success.setCurrentRevision(`${decided.revision}`)
      return new BatchAppendResp().setSuccess(success)
    }
  }
}

/** The same id as two signed 64-bit numbers, as the server's second answer has it. */
const structured = (id: string) => {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  return new UUID().setStructured(
    new UUID.Structured()
      .setMostSignificantBits(`${bytes.readBigInt64BE(0)}`)
      .setLeastSignificantBits(`${bytes.readBigInt64BE(8)}`),
  )
}

const answer = async (
  appending: Appending,
  call: ServerDuplexStream<Request, Response>,
  { id, append }: { id: string; append: Append },
): Promise<void> => {
  const decided = await decide(appending, append)
  if (decided === unanswered || call.cancelled) return
  const send = (response: Response, correlationId: InstanceType<typeof UUID>): void =>
    void call.write(response.setCorrelationId(correlationId).setStreamIdentifier(streamIdentifier(append.stream)))
  send(answerOf(decided, append), new UUID().setString(id))
  if (decided.verdict !== 'bad') return
  // Such an append is answered a second time.
  setTimeout(() => {
    if (!call.cancelled) send(errorAnswer(4, 'Timeout', new Timeout()), structured(id))
  }, appending.behaviour.lateTimeoutMs)
}

/** `BatchAppend`: one stream for all appends of a client; an append may come in several messages. */
export const batchAppend =
  (appending: Appending): handleBidiStreamingCall<Request, Response> =>
  (call) => {
    const begun = new Map<string, Append>()
    // Appends are decided in the order in which they came.
    let before = Promise.resolve()
    call.on('error', () => undefined)
    call.on('data', (request: Request) => {
      const id = request.getCorrelationId()?.getString() ?? ''
      const options = request.getOptions()
      const append = begun.get(id) ?? {
        stream: nameOf(options?.getStreamIdentifier()),
        expected: options === undefined ? 'any' : expectedOf(options),
        events: [],
      }
      append.events.push(...eventsOf(request))
      begun.set(id, append)
      if (!request.getIsFinal()) return
      begun.delete(id)
      before = before.then(() => answer(appending, call, { id, append }))
    })
    call.on('end', () => void before.then(() => call.end()))
  }
