import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Public, UsersOnly, AdminsOnly } from './access.decorators.js';
import { RouteTable, type DeclaredRoute } from './route-table.js';

@Controller('undecided')
class UndecidedController {
  @Public()
  @Get('decided')
  decided(): string {
    return '';
  }

  @Post('forgotten')
  forgotten(): string {
    return '';
  }
}

@UsersOnly()
@Controller('mixed')
class MixedController {
  @Get()
  usual(): string {
    return '';
  }

  @AdminsOnly()
  @Post()
  special(): string {
    return '';
  }

  helper(): string {
    return '';
  }
}

async function start(controller: new () => object): Promise<readonly DeclaredRoute[]> {
  @Module({ controllers: [controller] })
  class TestModule {}
  const adapter = new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(TestModule, adapter, { logger: false });
  const table = new RouteTable();
  table.watch(adapter.getInstance());
  try {
    await app.init();
    await adapter.getInstance().ready();
    return table.all();
  } finally {
    await app.close();
  }
}

describe('the table of routes', () => {
  it('lets no process start with a route that nobody decided about, and names it', async () => {
    await expect(start(UndecidedController)).rejects.toThrow('Nobody said who may use POST /undecided/forgotten');
  });

  it('knows what a class says of its routes, and what a route says for itself', async () => {
    const routes = (await start(MixedController)).filter(({ method }) => method !== 'HEAD');
    expect(routes).toEqual([
      { method: 'GET', path: '/mixed', access: 'user' },
      { method: 'POST', path: '/mixed', access: 'admin' },
    ]);
  });
});
