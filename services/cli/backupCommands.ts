import { resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import { openBackupFile } from '#services/backup/readBackupFile.ts'
import { restoreBackup } from '#services/backup/restoreBackup.ts'
import { takeBackup } from '#services/backup/takeBackup.ts'
import { type VerifiedBackup, verifyBackup } from '#services/backup/verifyBackup.ts'
import { versionOf } from '#services/composition/start/given.ts'
import { masterKeyText, placeMasterKey } from '#services/composition/data/masterKeyPlace.ts'
import { type OpenData, openData, openDataToRestore, storeOf } from '#services/composition/data/openData.ts'
import { openLog, writeInOrderTo } from '#services/composition/data/openLog.ts'
import type { Step } from '#services/composition/start/steps.ts'
import { refuseRunningRollcall } from '#services/postgres/otherProcesses.ts'
import type { RebuildProgress } from '#services/projections/rebuild/buildShadow.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { readSettings, type Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { interruptible } from './interruptible.ts'
import { keepHeapLean } from './leanHeap.ts'
import { newPassphrase, passphraseOf } from './passphrase.ts'

const backUp = async (surroundings: Surroundings, file: string): Promise<void> => {
  keepHeapLean()
  const path = resolve(file)
  const { ambient, environment, monotonicMs, root, say } = surroundings
  const settings = readSettings(environment)
  const passphrase = await newPassphrase(surroundings)
  const step = interruptible(surroundings, 'Nothing was written.')
  const data = await openData(settings, ambient, { join: true })
  const { log, close } = openLog(data, monotonicMs)
  try {
    const taken = await step(`Writing ${path}`, (onProgress) =>
      takeBackup({ ...data, log, ambient, file: path, passphrase, release: versionOf(root), onProgress }),
    )
    say(`${path} holds ${taken.events.toLocaleString('en')} events, the log up to position ${taken.position}.`)
    say('It is sealed with the passphrase: keep the two apart, and lose neither.')
  } finally {
    await close()
    await data.close()
  }
}

const rebuildAll = async ({ databases, masterKey, kurrentdbUrl }: OpenData, step: Step): Promise<void> => {
  // Nothing can stop a rebuild early; it fails when its database closes.
  await step('Making the views from the log', (report) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onProgress = ({ done, total }: RebuildProgress): void => void report(done, total).catch(reject)
    rebuild({ databases, masterKey, kurrentdbUrl, onProgress }).then(() => resolve(), reject)
    return promise
  })
}

const restoreInto = async (surroundings: Surroundings, settings: Settings, verified: VerifiedBackup, step: Step) => {
  const { ambient, monotonicMs, say } = surroundings
  const data = await openDataToRestore(settings, ambient)
  try {
    await refuseRunningRollcall(data.databases.owner)
    const opened = openLog(data, monotonicMs)
    try {
      const restored = await restoreBackup({
        verified,
        databases: data.databases,
        log: opened.log,
        store: opened.store,
        write: writeInOrderTo(data, opened.log),
        engine: storeOf(data),
        ambient,
        phase: step,
        rebuild: () => rebuildAll(data, step),
      })
      say(
        `Restored ${restored.events.toLocaleString('en')} events of ${restored.tenants} tenants. Everybody has to sign in again.`,
      )
    } finally {
      await opened.close()
    }
  } finally {
    await data.close()
  }
}

const goesOn = 'Run the same command again; it goes on from there.'

/** For a command whose output another program reads: messages go to the error output instead. */
const besideItsOutput = (surroundings: Surroundings): Surroundings => {
  const { complain } = surroundings
  return { ...surroundings, say: complain, show: complain }
}

const restore = async (surroundings: Surroundings, file: string, keyOnly: boolean): Promise<void> => {
  keepHeapLean()
  const { ambient, environment, say } = surroundings
  const passphrase = await passphraseOf(surroundings, file)
  const step = interruptible(keyOnly ? besideItsOutput(surroundings) : surroundings, goesOn)
  const backup = await openBackupFile(resolve(file), passphrase)
  try {
    const verified = await step('Reading the backup and checking it', (report) => verifyBackup(backup, report))
    if (keyOnly) return say(masterKeyText(verified.masterKey))
    const settings = readSettings(environment)
    const { takenAt, release } = backup.header
    say(`A backup of ${takenAt}, written by Rollcall ${release}.`)
    await placeMasterKey(settings, verified.masterKey, ambient.random)
    await restoreInto(surroundings, settings, verified, step)
  } finally {
    await backup.close()
  }
}

/** `rollcall backup` (beside a running Rollcall) and `rollcall restore` (into an empty store). */
export const addBackupCommands = (program: Command, surroundings: Surroundings): void => {
  const file = (description: string) => new Argument('<file>', description)
  program
    .command('backup')
    .description('Write log, keys and secrets to a file, sealed with a passphrase, while Rollcall runs')
    .addArgument(file('a name that is not taken yet'))
    .action((name: string) => backUp(surroundings, name))
  program
    .command('restore')
    .description('Restore a backup into an empty store; every session ends')
    .addArgument(file('what "rollcall backup" wrote'))
    .option('--master-key', 'print the master key that the backup holds, and restore nothing')
    .action((name: string, { masterKey }: { masterKey?: boolean }) => restore(surroundings, name, masterKey === true))
}
