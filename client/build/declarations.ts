import { relative } from 'node:path'
import { format } from 'prettier'
import ts from 'typescript'
import { inRoot, packageEntries, root } from './packageEntries.ts'
import { spelledOut } from './spelledOut.ts'

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  lib: ['esnext', 'dom', 'dom.iterable', 'dom.asynciterable'].map((name) => `lib.${name}.d.ts`),
  types: ['node'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
  rootDir: root,
  outDir: root,
}

export interface TypeFile {
  /** From the root of the project. */
  path: string
  text: string
}

const emitted = (program: ts.Program): TypeFile[] => {
  const files: TypeFile[] = []
  program.emit(undefined, (path, text) => files.push({ path: relative(root, path), text }), undefined, true)
  return files.filter(({ path }) => path.startsWith('client/'))
}

const ofShape = /\btype (\w+) = z\.infer<typeof \w+>;/g
const fromZod = /^import type \{ z \} from 'zod';\n/m
const fromEvents = /^(?:import|export) type \{([^}]*)\} from '#(events\/[^']+)';\n/gm

const namesIn = (list: string): string[] => list.split(',').map((name) => name.trim())
const isUsedIn = (text: string, name: string): boolean => new RegExp(String.raw`\b${name}\b`).test(text)
const upTo = (path: string): string => '../'.repeat(path.split('/').length - 1)

/**
 * The package's types. Those of answers are made of zod's in `events/wire`; here they are spelled out, so that the package needs neither.
 * @throws Error where a type would still lead outside
 */
export const declarations = async (): Promise<TypeFile[]> => {
  const program = ts.createProgram(
    [...packageEntries.map(({ source }) => inRoot(source)), inRoot('client/element/css.d.ts')],
    options,
  )
  const spell = spelledOut(program)
  const wire = new Map<string, string>()
  const standingAlone = ({ path, text }: TypeFile): TypeFile => {
    const spelled = text
      .replace(fromZod, '')
      .replaceAll(ofShape, (_, name: string) => `type ${name} = ${spell(path.replace('.d.ts', '.ts'), name)};`)
    const rest = spelled.replaceAll(fromEvents, '')
    const renamed = spelled.replaceAll(fromEvents, (line, list: string, module: string) => {
      const names = namesIn(list).filter((name) => line.startsWith('export') || isUsedIn(rest, name))
      for (const name of names) wire.set(name, spell(module, name))
      return names.length === 0 ? '' : `${line.slice(0, 6)} type { ${names.join(', ')} } from '${upTo(path)}wire.js';\n`
    })
    return { path, text: renamed.replaceAll(/'(\.[^']*)\.ts'/g, "'$1.js'") }
  }
  const files = emitted(program).map(standingAlone)
  const outward = files.find(({ text }) => /['"](?:#|zod)/.test(text))
  if (outward !== undefined) throw new Error(`A type leads out of the package: ${outward.path}`)
  const lines = [...wire].toSorted(([one], [other]) => one.localeCompare(other))
  const text = lines.map(([name, type]) => `export type ${name} = ${type}\n`).join('')
  return [...files, { path: 'wire.d.ts', text: await format(`${text}export {}\n`, { parser: 'typescript' }) }]
}
