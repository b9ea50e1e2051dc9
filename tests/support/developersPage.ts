import { readFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { clientPackage } from './clientPackage.ts'
import { temporaryFolder } from './runningRollcall.ts'

const root = resolve(import.meta.dirname, '../..')
const named = /^```(?:tsx?|vue)\n(?:\/\/|<!--) (\w+\.(?:tsx?|vue))(?: -->)?\n(.*?)^```$/gms

/** The code of docs/developers.md, by the file name in its first line. */
export const developersCode = (): Map<string, string> => {
  const page = readFileSync(join(root, 'docs', 'developers.md'), 'utf8')
  return new Map([...page.matchAll(named)].map(([, name, code]) => [name!, code!]))
}

const brought = ['@types', 'express', 'react', 'react-dom', 'socket.io', 'socket.io-client', 'vue', 'vue-router']

/** A project with these files, in which the client's package and what an application brings along are installed. */
export const consumerProject = async (files: ReadonlyMap<string, string>) => {
  const project = await temporaryFolder('rollcall-consumer-')
  const modules = join(project.folder, 'node_modules')
  await mkdir(modules)
  await symlink(clientPackage, join(modules, 'rollcall-client'))
  for (const name of brought) await symlink(join(root, 'node_modules', name), join(modules, name))
  await writeFile(join(project.folder, 'package.json'), '{ "type": "module" }')
  for (const [name, text] of files) await writeFile(join(project.folder, name), text)
  return project
}
