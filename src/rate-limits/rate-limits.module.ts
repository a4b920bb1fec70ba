import { Global, Module } from '@nestjs/common';
import { ClientAddresses } from './client-address.js';
import { RateLimitStore } from './rate-limit-store.js';
import { RateLimitsService } from './rate-limits.service.js';

@Global()
@Module({
  providers: [ClientAddresses, RateLimitStore, RateLimitsService],
  exports: [ClientAddresses, RateLimitsService],
})
export class RateLimitsModule {}
