import { checkSettings, combineSettings, type Settings, settingNames } from './settings.js'

/** Settings that can be read and set, each checked when it is set. */
export type SettingProperties = { -readonly [Name in keyof Settings]: Settings[Name] }

/** What was asked for explicitly stands above what a file says, and that above the defaults. */
class Explicit {
  #explicit: Partial<Settings>

  constructor(explicit: Partial<Settings>) {
    this.#explicit = explicit
  }

  /** Those that were given or set; a new object whenever one is set. */
  protected get explicitSettings(): Partial<Settings> {
    return this.#explicit
  }

  /** @internal */
  static get(of: Explicit, name: keyof Settings): unknown {
    return combineSettings(of.#explicit, {})[name]
  }

  /** @internal */
  static set(of: Explicit, name: keyof Settings, value: unknown): void {
    of.#explicit = checkSettings({ ...of.#explicit, [name]: value })
  }
}

for (const name of settingNames) {
  Object.defineProperty(Explicit.prototype, name, {
    enumerable: true,
    get(this: Explicit) {
      return Explicit.get(this, name)
    },
    set(this: Explicit, value: unknown) {
      Explicit.set(this, name, value)
    },
  })
}

/**
 * What has the settings of a service as properties. Setting one to undefined leaves it to the file again; a value that
 * cannot be throws `InvalidValueError` or `InvalidTypeError` and changes nothing.
 */
export const WithSettings = Explicit as unknown as {
  new (explicit: Partial<Settings>): Explicit & SettingProperties
}
