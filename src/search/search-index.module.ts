import { Module } from '@nestjs/common';
import { SearchIndexRepository } from './search-index.repository.js';
import { SearchIndexService } from './search-index.service.js';

/** What puts documents into the index; searching is the API's. */
@Module({ providers: [SearchIndexRepository, SearchIndexService], exports: [SearchIndexService] })
export class SearchIndexModule {}
