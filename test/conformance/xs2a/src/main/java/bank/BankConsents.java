package bank;

import de.adorsys.psd2.stub.impl.AisConsentSpiMockImpl;
import de.adorsys.psd2.stub.impl.service.AuthorisationServiceMock;
import de.adorsys.psd2.xs2a.core.consent.ConsentStatus;
import de.adorsys.psd2.xs2a.spi.domain.SpiAspspConsentDataProvider;
import de.adorsys.psd2.xs2a.spi.domain.SpiContextData;
import de.adorsys.psd2.xs2a.spi.domain.account.SpiAccountConsent;
import de.adorsys.psd2.xs2a.spi.domain.authorisation.*;
import de.adorsys.psd2.xs2a.spi.domain.consent.*;
import de.adorsys.psd2.xs2a.spi.domain.psu.SpiPsuData;
import de.adorsys.psd2.xs2a.spi.domain.response.SpiResponse;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/** Consents: who may see which account, and who has to sign for it. */
@Primary
@Service
class BankConsents extends AisConsentSpiMockImpl {
  BankConsents(AuthorisationServiceMock service) {
    super(service);
  }

  @Override
  public SpiResponse<SpiInitiateAisConsentResponse> initiateAisConsent(
      SpiContextData context, SpiAccountConsent consent, SpiAspspConsentDataProvider data) {
    SpiInitiateAisConsentResponse response = new SpiInitiateAisConsentResponse();
    response.setAccountAccess(Ledger.access(consent));
    response.setMultilevelScaRequired(Users.is("multi", Users.of(context)));
    return Users.answer(response);
  }

  @Override
  public SpiResponse<SpiPsuAuthorisationResponse> authorisePsu(
      SpiContextData context, String authorisation, SpiPsuData psu, String password, SpiAccountConsent consent,
      SpiAspspConsentDataProvider data) {
    return Users.login(psu.getPsuId(), password);
  }

  @Override
  public SpiResponse<SpiAvailableScaMethodsResponse> requestAvailableScaMethods(
      SpiContextData context, SpiAccountConsent consent, SpiAspspConsentDataProvider data) {
    return ScaMethods.of(Users.of(context));
  }

  @Override
  public SpiResponse<SpiAuthorizationCodeResult> requestAuthorisationCode(
      SpiContextData context, String method, SpiAccountConsent consent, SpiAspspConsentDataProvider data) {
    return ScaMethods.challenge(method);
  }

  @Override
  public SpiResponse<SpiVerifyScaAuthorisationResponse> verifyScaAuthorisation(
      SpiContextData context, SpiScaConfirmation confirmation, SpiAccountConsent consent,
      SpiAspspConsentDataProvider data) {
    SpiAuthorisationStatus judged = Users.judge(confirmation.getTanNumber());
    ConsentStatus status = consent.getConsentStatus();
    if (judged == SpiAuthorisationStatus.SUCCESS) {
      boolean isComplete = Users.completes(consent.getId(), Users.of(context));
      status = isComplete ? ConsentStatus.VALID : ConsentStatus.PARTIALLY_AUTHORISED;
    }
    return Users.answer(new SpiVerifyScaAuthorisationResponse(status, judged), judged);
  }
}
