import type { Position } from '#events/envelope.ts'
import type { Core } from './openCore.ts'

/** A command that answers when this process has applied its ending. A tail that is stuck does not make it fail. */
export const appliedHere =
  <Command, Origin, Answer extends { position: Position }>(
    { tail }: Pick<Core, 'tail'>,
    end: (command: Command, origin: Origin) => Promise<Answer>,
  ) =>
  async (command: Command, origin: Origin): Promise<Answer> => {
    const ended = await end(command, origin)
    await tail.waitFor(ended.position).catch(() => undefined)
    return ended
  }
