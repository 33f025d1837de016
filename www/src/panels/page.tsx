import { Calls } from "./calls";
import { Events } from "./events";
import { Header } from "./header";
import { Mappings } from "./mappings";
import { NoticeBar } from "./notice";
import { Sections } from "./sections";

export function Page() {
  return (
    <>
      <a class="skip" href="#calls">
        Skip to the calls
      </a>
      <Header />
      <Sections />
      <main>
        <Events />
        <Calls />
        <Mappings />
      </main>
      <NoticeBar />
    </>
  );
}
