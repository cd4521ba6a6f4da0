import { readConfig, settingsInForce, type Config, type Defaults, type SettingInForce } from './config.ts'

/** The settings of this process. @throws ConfigError */
export function configOfProcess(defaults: Defaults = {}): Config {
  return readConfig(process.env, defaults)
}

/** The settings of this process as they are in force. @throws ConfigError */
export function settingsOfProcess(): readonly SettingInForce[] {
  return settingsInForce(process.env)
}

/** Whether npm runs this process as one of the project's scripts. */
export function isRunByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined
}
