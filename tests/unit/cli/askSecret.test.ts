import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { askSecret } from '#services/cli/askSecret.ts'
import { newPassphrase, passphraseOf } from '#services/cli/passphrase.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

const terminal = () => {
  const raw: boolean[] = []
  const input = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => void raw.push(isRaw) })
  const output = new PassThrough()
  return { input, output, raw, shown: () => String(output.read() ?? '') }
}

describe('a secret asked for on a terminal', () => {
  it('is what was typed up to Enter, corrections applied, and is not shown', async () => {
    const { input, output, raw, shown } = terminal()
    const asking = askSecret(input, output, 'Passphrase: ')
    for (const keys of ['wo', 'rdz\u007fs ', 'über\r', 'more']) input.write(keys)
    expect(await asking).toBe('words über')
    expect(shown()).toBe('Passphrase: \n')
    expect(raw).toEqual([true, false])
  })

  it('is called off by Ctrl-C, and the terminal is as before', async () => {
    const { input, output, raw } = terminal()
    const asking = askSecret(input, output, 'Passphrase: ')
    input.write('half\u0003')
    await expect(asking).rejects.toThrow('Called off')
    expect(raw).toEqual([true, false])
    expect(input.listenerCount('data')).toBe(0)
  })
})

describe('the passphrase of a backup', () => {
  const among = (answers: string[], environment = {}): Surroundings =>
    ({ environment, askSecret: async () => answers.shift()! }) as unknown as Surroundings

  it('comes from the environment where it is set, else from whoever is asked twice', async () => {
    const set = { ROLLCALL_BACKUP_PASSPHRASE: 'from the environment' }
    expect(await newPassphrase(among([], set))).toBe('from the environment')
    expect(await passphraseOf(among([], set), 'a file')).toBe('from the environment')
    expect(await newPassphrase(among(['typed with care', 'typed with care']))).toBe('typed with care')
    expect(await passphraseOf(among(['typed with care']), 'a file')).toBe('typed with care')
  })

  it('is refused when it is short, or typed in two ways', async () => {
    await expect(newPassphrase(among(['too short']))).rejects.toThrow('at least 12 characters')
    await expect(newPassphrase(among(['typed with care', 'typed in haste!']))).rejects.toThrow('two different')
  })

  it('needs somebody to ask', async () => {
    const alone = { environment: {}, askSecret: null } as unknown as Surroundings
    await expect(newPassphrase(alone)).rejects.toThrow('Set ROLLCALL_BACKUP_PASSPHRASE, or run this on a terminal.')
  })
})
