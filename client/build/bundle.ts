import { build, type Rolldown } from 'vite'
import { inRoot, packageEntries, peers, root } from './packageEntries.ts'

export type Chunk = Rolldown.OutputChunk

/** Node's own modules and the frameworks of the application stay imports. */
const external = [/^node:/, ...Object.keys(peers)]

/** The package's modules, types stripped: readable for people, or minified to be measured. */
export const bundle = async (minify: boolean): Promise<Chunk[]> => {
  const entry = Object.fromEntries(packageEntries.map(({ name, source }) => [name, inRoot(source)]))
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      copyPublicDir: false,
      target: 'es2022',
      minify: false,
      cssMinify: 'lightningcss',
      cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
      lib: { entry, formats: ['es'] },
      rolldownOptions: {
        external,
        output: { minify, entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
      },
    },
  })
  return (built as Rolldown.RolldownOutput[]).flatMap(({ output }) => output.filter((one) => one.type === 'chunk'))
}
