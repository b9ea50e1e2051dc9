import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commands } from '#services/cli/runProgram.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

describe('commands', () => {
  it.each(commands)('$names are added by the modules that are loaded for them', async ({ names, load }) => {
    const program = new Command()
    const add = await load()
    add(program, {} as Surroundings, () => undefined)
    expect(program.commands.map((command) => command.name())).toEqual(names)
  })
})
