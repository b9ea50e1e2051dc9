// `npm run build:client`: the package for applications, in client/dist. With `--unmeasured` nobody asks what it weighs.
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bundle } from './bundle.ts'
import { declarations } from './declarations.ts'
import { packageFile } from './packageFile.ts'
import { inRoot } from './packageEntries.ts'
import { sizesOf } from './sizes.ts'

const dist = inRoot('client/dist')

const write = async (path: string, text: string): Promise<void> => {
  const file = join(dist, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

/** The examples import the package by its name, as applications do. */
const link = async (): Promise<void> => {
  const modules = inRoot('client/node_modules')
  await mkdir(modules, { recursive: true })
  await rm(join(modules, 'rollcall-client'), { recursive: true, force: true })
  await symlink(dist, join(modules, 'rollcall-client'), 'junction')
}

const writePackage = async (): Promise<void> => {
  await rm(dist, { recursive: true, force: true })
  for (const { fileName, code } of await bundle(false)) await write(fileName, code)
  for (const { path, text } of await declarations()) await write(join('types', path), text)
  await write('package.json', packageFile(JSON.parse(await readFile(inRoot('package.json'), 'utf8'))))
  await cp(inRoot('client/README.md'), join(dist, 'README.md'))
  await cp(inRoot('LICENSE'), join(dist, 'LICENSE'))
}

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(2).padStart(6)} kB`

const tooLarge = async (): Promise<string[]> => {
  const sizes = sizesOf(await bundle(true))
  for (const { name, bytes, most } of sizes)
    process.stdout.write(`${name.padEnd(8)}${kilobytes(bytes)} of ${kilobytes(most)}, minified and compressed\n`)
  return sizes.filter(({ bytes, most }) => bytes > most).map(({ name }) => name)
}

await writePackage()
await link()
const over = process.argv.includes('--unmeasured') ? [] : await tooLarge()
if (over.length > 0) {
  process.stderr.write(`Too large: ${over.join(', ')}\n`)
  process.exitCode = 1
}
