import { Global, Inject, Module, type DynamicModule } from '@nestjs/common';
import type { Env } from './env.js';

const ENV = Symbol('ENV');

/** Injects the parsed environment: `constructor(@InjectEnv() private readonly env: Env)`. */
export const InjectEnv = (): ParameterDecorator => Inject(ENV);

/** For factory providers, which name what they inject. */
export const ENV_TOKEN = ENV;

/** Makes the environment, parsed once by the entry point, available everywhere. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(env: Env): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
  }
}
