import { packageEntries, peers } from './packageEntries.ts'

interface Root {
  version: string
  license: string
}

const exportsOf = () =>
  packageEntries.map(({ name, path, source }) => [
    path,
    { types: `./types/${source.replace(/\.ts$/, '.d.ts')}`, default: `./${name}.js` },
  ])

/**
 * The package.json of what is published. It is made into the built folder: one beside the sources would hide the project's own,
 * and with it the map of `#events/*`.
 */
export const packageFile = ({ version, license }: Root): string =>
  `${JSON.stringify(
    {
      name: 'rollcall-client',
      version,
      description: 'Sessions of Rollcall in an application: sign in, stay signed in, be told when a session ends.',
      license,
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20' },
      exports: { ...Object.fromEntries(exportsOf()), './package.json': './package.json' },
      peerDependencies: peers,
      peerDependenciesMeta: Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }])),
    },
    null,
    2,
  )}\n`
