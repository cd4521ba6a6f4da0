import { readConfig, type Config, type Defaults } from './config.ts'

/** The settings of this process. @throws ConfigError */
export function configOfProcess(defaults: Defaults = {}): Config {
  return readConfig(process.env, defaults)
}
