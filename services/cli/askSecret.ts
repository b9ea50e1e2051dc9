/** The part of a terminal's input that a question needs. */
export interface SecretInput {
  setRawMode?: (isRaw: boolean) => unknown
  on: (event: 'data', listener: (bytes: Buffer) => void) => unknown
  off: (event: 'data', listener: (bytes: Buffer) => void) => unknown
  resume: () => unknown
  pause: () => unknown
}

const enter = new Set(['\r', '\n', '\u0004'])
const interrupt = '\u0003'
const backspace = new Set(['\b', '\u007f'])

/**
 * Asks a question on a terminal and does not show the answer while it is typed.
 * @throws Error on Ctrl-C
 */
export const askSecret = (
  input: SecretInput,
  output: Pick<NodeJS.WritableStream, 'write'>,
  question: string,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const typed: string[] = []
    const finish = (then: () => void): void => {
      input.off('data', onData)
      input.setRawMode?.(false)
      input.pause()
      output.write('\n')
      then()
    }
    const onData = (bytes: Buffer): void => {
      for (const character of bytes.toString()) {
        if (enter.has(character)) return finish(() => resolve(typed.join('')))
        if (character === interrupt) return finish(() => reject(new Error('Called off.')))
        if (backspace.has(character)) typed.pop()
        else typed.push(character)
      }
    }
    output.write(question)
    input.setRawMode?.(true)
    input.on('data', onData)
    input.resume()
  })
