import type { EventStore } from '#services/eventStore/eventStore.ts'
import { commandHandler, type CommandHandler, type Handling } from './commandHandler.ts'
import { type Remembering, streamStates, type StreamStates } from './streamStates.ts'

export interface Commanding<Name extends string, State>
  extends Remembering<Name, State>, Pick<Handling<Name, State>, 'ambient' | 'keptContext' | 'onAppended'> {
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>
}

/** Streams of one type: the states this process remembers, and the commands on them. */
export type CommandedStreams<Name extends string, State> = Omit<StreamStates<Name, State>, 'append'> &
  CommandHandler<Name, State>

export const commandedStreams = <Name extends string, State>(
  commanding: Commanding<Name, State>,
): CommandedStreams<Name, State> => {
  const states = streamStates(commanding)
  return { ...states, ...commandHandler({ ...commanding, states }) }
}
